"""Campaigns as folders: those that ship, and one made up."""
