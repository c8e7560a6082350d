"""Retrains the CIFAR-10 champion every night: success if a candidate was promoted or nothing is new,
skipped if the champion was kept, failed otherwise.

Link this file into Airflow's DAG folder. The connection spark_default says where it runs, for example
AIRFLOW_CONN_SPARK_DEFAULT='{"conn_type": "spark", "host": "local[*]"}' for the worker's own machine.
Spark is that of SPARK_HOME, or else the one that the build puts under target/spark, or the runtime's archive
into the release.
"""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

try:
    from airflow.sdk import DAG, Param
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.models.param import Param
try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:  # before Airflow 3.2
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

ROOT = Path(__file__).resolve().parents[2]
IS_RELEASE = (ROOT / "RELEASE").is_file()
SPARK_HOME = os.environ.get("SPARK_HOME") or str(ROOT / ("spark" if IS_RELEASE else "target/spark"))
JAR = ROOT / ("lib/spark-resnet.jar" if IS_RELEASE else "target/spark-resnet.jar")
# A release is never written to.
FILES = Path(os.path.expanduser("~/spark-resnet")) if IS_RELEASE else ROOT
REMEDY = (
    f"SPARK_HOME must name a Spark, or the archives of the release be unpacked over {ROOT}"
    if IS_RELEASE
    else f"mvn package in {ROOT} makes it"
)

CHAMPION_KEPT = 4
# A mistake in the configuration, unusable data, divergence: a second try ends the same. Others may
# not: 6, another job has the lock; 7, the storage is full, away or refused; 1, a Spark job failed;
# 129, 130, 143, a signal has stopped it, and the second try goes on.
NOT_WORTH_A_RETRY = {2, 3, 5}


class RetrainOperator(SparkSubmitOperator):
    """spark-submit, whose exit code decides the state of the task."""

    def execute(self, context):
        for needed in (self.application, f"{SPARK_HOME}/bin/spark-submit"):
            if not Path(needed).is_file():
                raise AirflowFailException(f"{needed}: no such file; {REMEDY}")
        # Airflow 3.3 would poll a YARN cluster's driver itself; here spark-submit waits, and its code counts.
        self.durable = False
        try:
            super().execute(context)
        except AirflowException as failure:
            code = re.search(r"Error code is: (\d+)", str(failure))
            code = int(code.group(1)) if code else None
            if code == CHAMPION_KEPT:
                raise AirflowSkipException("the champion was kept; the table promotions says why")
            if code in NOT_WORTH_A_RETRY:
                raise AirflowFailException(f"retrain ended with exit code {code}; see its error above")
            raise


with DAG(
    dag_id="spark_resnet_retrain",
    description="Retrain the CIFAR-10 champion if data or recipe are new",
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    params={
        "config": Param(str(ROOT / "conf/quick.conf"), type="string"),
        "data": Param(str(FILES / "data/cifar-10"), type="string"),
        "store": Param(str(FILES / "store"), type="string"),
    },
):
    RetrainOperator(
        task_id="retrain",
        conn_id="spark_default",
        name="spark-resnet-retrain",
        application=str(JAR),
        java_class="org.sparkresnet.cli.Main",
        application_args=[
            "retrain",
            "--config",
            "{{ params.config }}",
            "--store",
            "{{ params.store }}",
            "--set",
            "data.path={{ params.data }}",
        ],
        env_vars={
            "PATH": f"{SPARK_HOME}/bin:{os.environ['PATH']}",
            "SPARK_HOME": SPARK_HOME,
            "SPARK_CONF_DIR": os.environ.get("SPARK_CONF_DIR", str(ROOT / "conf")),
            # More OpenMP threads than there are cores would spin.
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        },
        # The same command goes on with the run that was interrupted.
        retries=1,
        retry_delay=timedelta(minutes=10),
        execution_timeout=timedelta(hours=12),
    )
