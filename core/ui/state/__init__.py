"""What belongs to one visitor, and the services that all visitors share."""
