/* Stand-in for ESP-IDF's, for tls-bundle.c. */
#define ESP_OK 0
int esp_crt_bundle_attach(void *config);
