"""What a plan asks of people: the orders, road by road, in words."""

from clearway.alerts.instructions import Order, compose_orders, orders_in_words, orders_table, orders_text

__all__ = ["Order", "compose_orders", "orders_in_words", "orders_table", "orders_text"]
