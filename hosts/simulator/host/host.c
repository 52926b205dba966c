/*
 * Runs the simulator build (mc.so) without a window. Lines of JSON on stdin go where mcsim's panel would send them;
 * what the program posts to the panel comes out as lines on stdout. Everything else (trace, XS's own reports) goes to
 * stderr. Exit codes: 0 end of input or SIGTERM, 64 wrong usage, else the status that the program ended with
 * (XS: 1 memory, 2 stack, 5 exception, 8 rejection; ours: 75 restart, 76 power cut).
 *
 * It is not mcsim: no display, no workers, no mods. The structure that it fills is the SDK's build/simulators/modules/screen.h.
 */
#include <dlfcn.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define mxLinux 1
#include "screen.h"

enum { usage = 64, width = 8, height = 8 };

static GMainLoop *loop;
static FILE *lines;

/* The program is over, in the middle of whatever it did: nothing of it may run again. */
static void onAbort(txScreen *screen, int status)
{
	(void)screen;
	fflush(NULL);
	_exit(status ? status : 1);
}

/* size 0: a C string; else an ArrayBuffer, which our program does not send */
static void onPost(txScreen *screen, char *buffer, int size)
{
	(void)screen;
	if (size != 0)
		return;
	fputs(buffer, lines);
	fputc('\n', lines);
	fflush(lines);
}

/* Nothing is drawn. Not calling idle also keeps XS's stack peak from being reset every second. */
static void onStart(txScreen *screen, double interval) { (void)screen; (void)interval; }
static void onScreen(txScreen *screen) { (void)screen; }

static gboolean onSignal(gpointer data)
{
	(void)data;
	g_main_loop_quit(loop);
	return G_SOURCE_CONTINUE;
}

static gboolean onInput(GIOChannel *channel, GIOCondition condition, gpointer data)
{
	txScreen *screen = data;
	gchar *line = NULL;
	gsize end = 0;
	(void)condition;
	GIOStatus status = g_io_channel_read_line(channel, &line, NULL, &end, NULL);
	if (status == G_IO_STATUS_NORMAL) {
		line[end] = 0;
		if (end && screen->invoke)
			(*screen->invoke)(screen, line, 0);
	}
	g_free(line);
	if (status == G_IO_STATUS_NORMAL || status == G_IO_STATUS_AGAIN)
		return G_SOURCE_CONTINUE;
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

int main(int argc, char *argv[])
{
	signal(SIGPIPE, SIG_IGN); /* a socket that the peer has reset */
	lines = fdopen(dup(1), "w");
	dup2(2, 1);
	setvbuf(stdout, NULL, _IOLBF, 0);

	void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	txScreenLaunchProc launch = library ? (txScreenLaunchProc)dlsym(library, "fxScreenLaunch") : NULL;
	if (!launch) {
		fprintf(stderr, "host: %s\n", argc == 2 ? dlerror() : "usage: host /path/to/mc.so");
		return usage;
	}

	txScreen *screen = calloc(1, sizeof(txScreen) - 1 + width * height * screenBytesPerPixel);
	if (!screen)
		return 1;
	screen->abort = onAbort;
	screen->bufferChanged = onScreen;
	screen->formatChanged = onScreen;
	screen->post = onPost;
	screen->start = onStart;
	screen->stop = onScreen;
	mxCreateMutex(&screen->workersMutex);
	screen->width = width;
	screen->height = height;

	loop = g_main_loop_new(NULL, FALSE);
	g_unix_signal_add(SIGTERM, onSignal, NULL);
	g_unix_signal_add(SIGINT, onSignal, NULL);
	(*launch)(screen);
	/* after timers (HIGH) and promise jobs (DEFAULT), one line a turn, as mcsim delivers them */
	GIOChannel *channel = g_io_channel_unix_new(0);
	g_io_add_watch_full(channel, G_PRIORITY_DEFAULT_IDLE, G_IO_IN | G_IO_HUP, onInput, screen, NULL);
	g_main_loop_run(loop);
	if (screen->quit)
		(*screen->quit)(screen);
	return 0;
}
