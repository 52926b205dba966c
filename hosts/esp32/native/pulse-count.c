/*
 * Counting pulses with the chip's pulse counter (PCNT), for chip.js. Compiled only with ESP-IDF (v6.0).
 *
 * The SDK's PulseCount decodes a knob of two lines: on one line it counts each pulse up and down again. Here a unit counts
 * the rising edges of one line; the driver carries its 16 bits on to 32 (accum_count) at the watch point of its limit.
 */

#include "xsmc.h"
#include "mc.xs.h"
#include "xsHost.h"

#include "soc/soc_caps.h"

#if SOC_PCNT_SUPPORTED

#include "driver/gpio.h"
#include "driver/pulse_cnt.h"

enum { unitsMost = 8, limit = 32767, glitchNs = 1000 };

typedef struct {
	pcnt_unit_handle_t unit;
	pcnt_channel_handle_t channel;
} Counter;

static Counter counters[unitsMost];

static void release(Counter *counter)
{
	if (counter->channel) pcnt_del_channel(counter->channel);
	if (counter->unit) pcnt_del_unit(counter->unit);
	counter->channel = NULL;
	counter->unit = NULL;
}

static int begin(Counter *counter, int pin, int pull)
{
	pcnt_unit_config_t unit = { .low_limit = -1, .high_limit = limit, .flags = { .accum_count = 1 } };
	pcnt_glitch_filter_config_t filter = { .max_glitch_ns = glitchNs };
	pcnt_chan_config_t channel = { .edge_gpio_num = pin, .level_gpio_num = -1 };

	if (pcnt_new_unit(&unit, &counter->unit) != ESP_OK) return 0;
	return pcnt_unit_set_glitch_filter(counter->unit, &filter) == ESP_OK
		&& pcnt_new_channel(counter->unit, &channel, &counter->channel) == ESP_OK
		&& gpio_set_pull_mode(pin, pull == 1 ? GPIO_PULLUP_ONLY : pull == 2 ? GPIO_PULLDOWN_ONLY : GPIO_FLOATING) == ESP_OK
		&& pcnt_channel_set_edge_action(counter->channel, PCNT_CHANNEL_EDGE_ACTION_INCREASE, PCNT_CHANNEL_EDGE_ACTION_HOLD) == ESP_OK
		&& pcnt_unit_add_watch_point(counter->unit, limit) == ESP_OK
		&& pcnt_unit_enable(counter->unit) == ESP_OK
		&& pcnt_unit_clear_count(counter->unit) == ESP_OK
		&& pcnt_unit_start(counter->unit) == ESP_OK;
}

void xs_mooring_openCounter(xsMachine *the)
{
	int pin = xsmcToInteger(xsArg(0)), pull = xsmcToInteger(xsArg(1)), i = 0;

	while (i < unitsMost && counters[i].unit) i++;
	if (i == unitsMost) xsUnknownError("no pulse counter left");
	if (!begin(&counters[i], pin, pull)) {
		release(&counters[i]);
		xsUnknownError("no pulse counter for this pin");
	}
	xsmcSetInteger(xsResult, i);
}

void xs_mooring_readCounter(xsMachine *the)
{
	int count = 0;

	if (pcnt_unit_get_count(counters[xsmcToInteger(xsArg(0))].unit, &count) != ESP_OK) xsUnknownError("pulse counter");
	xsmcSetInteger(xsResult, count);
}

void xs_mooring_closeCounter(xsMachine *the)
{
	Counter *counter = &counters[xsmcToInteger(xsArg(0))];

	pcnt_unit_stop(counter->unit);
	pcnt_unit_disable(counter->unit);
	release(counter);
}

void xs_mooring_hasCounters(xsMachine *the) { xsmcSetBoolean(xsResult, 1); }

#else

void xs_mooring_openCounter(xsMachine *the) { xsUnknownError("no pulse counter"); }
void xs_mooring_readCounter(xsMachine *the) { xsUnknownError("no pulse counter"); }
void xs_mooring_closeCounter(xsMachine *the) { xsUnknownError("no pulse counter"); }
void xs_mooring_hasCounters(xsMachine *the) { xsmcSetBoolean(xsResult, 0); }

#endif
