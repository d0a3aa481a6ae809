"""What a plan asks of people: the orders, road by road, in words."""

from clearway.alerts.changes import changes_by_zone
from clearway.alerts.instructions import orders_in_words, orders_table, orders_text
from clearway.alerts.orders import Order, compose_orders

__all__ = ["Order", "changes_by_zone", "compose_orders", "orders_in_words", "orders_table", "orders_text"]
