"""The environment variables that are numbers."""

# By the name of each, its field in `core.config.Config`.
NUMBERS = {
    "TRAZO_LINE": "queue_limit",
    "TRAZO_LINE_ADDRESS": "address_limit",
    "TRAZO_JOB_SECONDS": "job_seconds",
    "TRAZO_STORE_MB": "store_megabytes",
    "TRAZO_IDLE_SECONDS": "idle_seconds",
    "TRAZO_UNWATCHED_SECONDS": "unwatched_seconds",
    "TRAZO_KEPT_DAYS": "kept_days",
    "TRAZO_WORKSPACE_MB": "workspace_megabytes",
}
