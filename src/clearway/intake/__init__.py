"""Files into our records and back: maps, tables, the scenario folder and the plan folder."""
