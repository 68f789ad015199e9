"""Measure what a corpus costs in a cluster.

Our own index, the same corpus published to nodes of `bench.cluster`, and a bare search of OpenSearch beside
it are asked in turn. `python -m bench.clusters` is the measure.
"""
