"""What members say in plain words about what is theirs."""
