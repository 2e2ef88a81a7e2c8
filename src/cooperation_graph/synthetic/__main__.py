"""``python -m cooperation_graph.synthetic [FOLDER]``: write the samples again."""

import sys

from cooperation_graph.synthetic.samples import write_samples

print(write_samples(sys.argv[1] if len(sys.argv) > 1 else "data/samples"))
