/** The configuration: its keys with their rules, read from HOCON into typed records. */
package org.sparkresnet.config;
