"""One period of one service date as a networkx graph that any algorithm can work on."""
