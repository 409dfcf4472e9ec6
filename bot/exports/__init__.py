"""What somebody takes out of the house: workbooks, tables, logs, sheets."""
