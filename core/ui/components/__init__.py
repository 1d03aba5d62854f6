"""Parts that several pages draw: charts, canvas, galleries, setting widgets."""
