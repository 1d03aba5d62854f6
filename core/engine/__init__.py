"""Training in another process: a Dask scheduler, its worker, and the way to them."""
