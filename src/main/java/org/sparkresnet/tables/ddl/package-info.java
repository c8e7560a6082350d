/** SQL that makes the tables of a store known to other programs. */
package org.sparkresnet.tables.ddl;
