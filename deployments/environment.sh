# The environment of the Prefect server, of every worker and of `prefect deploy`. Read it in, from the checkout:
#
#     . deployments/environment.sh
#
# What is set already is kept, so another address or home is set before. No secret belongs here.

# Prefect's own files go into the archive's home. One that is named in reportarchive.toml is not seen from here: set
# PREFECT_HOME yourself then.
: "${PREFECT_HOME:=${REPORTARCHIVE_HOME:-data}/prefect}"
case "$PREFECT_HOME" in
    /*) ;;
    *) PREFECT_HOME="$PWD/$PREFECT_HOME" ;;
esac
: "${PREFECT_SERVER_API_HOST:=127.0.0.1}"
: "${PREFECT_SERVER_API_PORT:=4200}"
: "${PREFECT_API_URL:=http://$PREFECT_SERVER_API_HOST:$PREFECT_SERVER_API_PORT/api}"

# Nothing is sent to anybody: the first is the server's statistics, the second the library's own.
PREFECT_SERVER_ANALYTICS_ENABLED=false
DO_NOT_TRACK=1
PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT=false

# The lines of this logger, one a report, are shown with the run that wrote them.
PREFECT_LOGGING_EXTRA_LOGGERS=reportarchive.reports

# Runs give a sign of life so often (seconds, 30 at least); the watchdog gives up those that give none for long.
: "${PREFECT_FLOWS_HEARTBEAT_FREQUENCY:=30}"

# Prefect's own history is no archive: the server deletes every ended run of its database, of whatever flow, after 90
# days (seconds here, 3600 at least), with its logs and artifacts. Set another time before this file is read in.
: "${PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED:=events,flow_runs}"
: "${PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD:=7776000}"

# The server notes what becomes of tasks fifty at a time, or every five seconds, and not each by itself: for 300 tasks it
# then takes 3 seconds of the processor instead of 7. A task is seen on its page so much later.
: "${PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE:=50}"

# Prefect's client obeys proxy variables, even for a server on this machine.
NO_PROXY="${NO_PROXY:+$NO_PROXY,}127.0.0.1,localhost"

export PREFECT_HOME PREFECT_SERVER_API_HOST PREFECT_SERVER_API_PORT PREFECT_API_URL
export PREFECT_SERVER_ANALYTICS_ENABLED DO_NOT_TRACK PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT NO_PROXY
export PREFECT_LOGGING_EXTRA_LOGGERS PREFECT_FLOWS_HEARTBEAT_FREQUENCY
export PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD
export PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE
