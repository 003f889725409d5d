"""The set of `deployments/compose.yaml` as real processes of this machine: `make rehearsal`, or the tests.

Two workers on two machines of their own, which are Linux network namespaces where root runs it, take a backfill of many
sources; one of them is killed half way. The end must be what one machine with SQLite comes to.
"""
