"""Parses the DAG, and tries its task on a spark-submit that ends with one code after the other. Needs
no database: run by submit/airflow/check, which sets the environment."""

import os
import tempfile
from pathlib import Path

from airflow.models import DagBag

try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:  # before Airflow 3.2
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException

with tempfile.TemporaryDirectory() as home:
    submit = Path(home, "bin", "spark-submit")
    jar = Path(home, "spark-resnet.jar")
    os.environ["SPARK_HOME"] = home

    bag = DagBag()
    assert not bag.import_errors, bag.import_errors
    task = bag.dags["spark_resnet_retrain"].get_task("retrain")
    print("parsed: DAG spark_resnet_retrain, task retrain, no import errors")

    def outcome():
        try:
            task.execute({})
        except AirflowException as failure:
            return type(failure), str(failure)
        return None, ""

    task.application = str(jar)
    kind, message = outcome()
    assert kind is AirflowFailException and f"{jar}: no such file" in message, (kind, message)
    jar.touch()
    kind, message = outcome()
    assert kind is AirflowFailException and f"{submit}: no such file" in message, (kind, message)

    submit.parent.mkdir()
    expected = {
        0: None,
        4: AirflowSkipException,
        1: AirflowException,
        2: AirflowFailException,
        3: AirflowFailException,
        5: AirflowFailException,
        6: AirflowException,
        7: AirflowException,
        129: AirflowException,
        130: AirflowException,
        143: AirflowException,
    }
    for code, wanted in expected.items():
        submit.write_text(f"#!/bin/sh\nexit {code}\n")
        submit.chmod(0o755)
        kind, message = outcome()
        assert kind is wanted, (code, kind, message)

    # spark-submit waits for the driver there too: Airflow needs no address of YARN's resource manager.
    os.environ["AIRFLOW_CONN_SPARK_DEFAULT"] = (
        '{"conn_type": "spark", "host": "yarn", "extra": {"deploy-mode": "cluster"}}'
    )
    task._hook = None
    submit.write_text("#!/bin/sh\nexit 0\n")
    assert outcome() == (None, ""), outcome()
    print("exit codes are right: 0 success; 4 skipped; 2, 3, 5 failed; 1, 6, 7 and signals failed and tried again")
