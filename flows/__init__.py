"""The schedule's side: the pipeline's runs as Prefect flows, and nothing else; the only place that knows Prefect.

A flow is one recorded run of the archive, a task one source. State lives in the archive, so a run that was lost by
Prefect is simply run again.

Every type in the signature of a flow must be there when the module runs, the return type too: where one cannot be
resolved, Prefect deploys a form without any types and refuses nothing.
"""
