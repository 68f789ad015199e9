"""Start real OpenSearch nodes on this machine, for tests, measures and trials.

``python -m bench.cluster`` runs a cluster until Ctrl-C; tests and measures take
`bench.cluster.cluster.Cluster`. Nothing here is for production: no TLS, no passwords, loopback alone, data
gone at the end.
"""
