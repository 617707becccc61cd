"""The pure core: values in, values out. No network, no database, no clock."""
