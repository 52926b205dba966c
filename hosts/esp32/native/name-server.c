/*
 * The station's name server for chip.js. Compiled only with ESP-IDF (v6.0).
 * Source: ESP-IDF Programming Guide, "ESP-NETIF", esp_netif_set_dns_info(). The SDK's Wi-Fi takes a fixed address and
 * stops DHCP for it, which is where name servers come from otherwise.
 */

#include "xsmc.h"
#include "xsHost.h"

#include "esp_netif.h"

void xs_mooring_setNameServer(xsMachine *the)
{
	esp_netif_t *station = esp_netif_get_handle_from_ifkey("WIFI_STA_DEF");
	esp_netif_dns_info_t dns = {0};

	if (!station)
		xsUnknownError("no station");
	if (ESP_OK != esp_netif_str_to_ip4(xsmcToString(xsArg(0)), &dns.ip.u_addr.ip4))
		xsRangeError("address");
	dns.ip.type = ESP_IPADDR_TYPE_V4;
	if (ESP_OK != esp_netif_set_dns_info(station, ESP_NETIF_DNS_MAIN, &dns))
		xsUnknownError("name server");
}
