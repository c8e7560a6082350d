/** Tells an MLflow server of runs and champions; the store stays what counts. */
package org.sparkresnet.mlflow;
