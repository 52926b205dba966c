/* Stand-in for ESP-IDF's, for tls-bundle.c. */
#define CONFIG_MBEDTLS_CERTIFICATE_BUNDLE 1
