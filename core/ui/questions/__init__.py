"""What the pages ask: a guess before the thing is seen, and questions after a step."""
