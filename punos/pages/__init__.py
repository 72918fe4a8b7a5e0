"""Pages that people read: the report of a plan and two plans side by side, without any network."""
