/** Model versions, the champion among them, and the policy by which a candidate becomes it. */
package org.sparkresnet.registry;
