"""What outlives the process: workspaces, runs, and the files that runs leave."""
