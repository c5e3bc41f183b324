"""What connects: stops as places on the ground, walks between them, and the networkx graph of both and the rides."""
