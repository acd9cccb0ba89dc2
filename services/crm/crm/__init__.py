"""crm: whom the company deals with, and the people there."""
