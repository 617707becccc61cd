"""The bodies that people can write to, and the search for bodies and addresses in typed words."""
