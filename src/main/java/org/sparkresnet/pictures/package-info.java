/** Pictures of usual formats: decoded, turned upright, and made images of 32x32 pixels. */
package org.sparkresnet.pictures;
