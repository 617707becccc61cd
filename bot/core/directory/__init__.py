"""The bodies that can be written to, and how they and addresses are found in what people type."""
