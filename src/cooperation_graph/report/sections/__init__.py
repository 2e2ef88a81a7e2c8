"""Results → sections: frozen values that are then rendered, and tested, without HTML."""
