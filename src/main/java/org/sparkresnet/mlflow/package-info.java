/** Copies runs and champions to an MLflow server; the store remains the reference. */
package org.sparkresnet.mlflow;
