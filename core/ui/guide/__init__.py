"""The guided lesson: the article's eight steps, with one thing to do at each."""
