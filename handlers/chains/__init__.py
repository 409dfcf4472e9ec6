"""接龙: what a group signs up for by posting one list again and again; lines that get lost are noticed."""
