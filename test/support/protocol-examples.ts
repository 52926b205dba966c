/** The example session of docs/protocol.md: literal messages, held against the schemas by a test. */
export interface Example {
  from: "device" | "server";
  text: string;
  /** Of a response: the method whose result it is; undefined: an error, or no response. */
  answers?: string;
  note: string;
}

export const exampleSession: readonly Example[] = [
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1,"device":{"id":"desk-1","model":"desktop"},"firmware":{"name":"mooring","version":"0.1.0","engine":"xs 13.3"},"digest":"7be87af6afbe90ab5554b962b317c5e3","stream":"00049d128e2c251977ad9e59","acknowledged":{"state":3,"periodic":118},"restart":{"reason":"power"},"uptimeMs":391377,"attempt":1,"lastEnd":"closed.1012","phasesMs":{"resolve":5,"connect":10,"upgrade":10}}}',
    note: "The first message of every connection. This device was connected before, to a server that restarted.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":1,"result":{"session":"s-4711","time":1800000001.25,"stored":{"state":3,"periodic":121},"messageBytes":65536,"pingMs":25000}}',
    answers: "hello",
    note: "The server holds three readings more than the device knew of: their acknowledgement was lost. They are not sent again.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"d-1","method":"describe","params":{}}',
    note: "The server does not know the digest yet.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"d-1","result":{"digest":"7be87af6afbe90ab5554b962b317c5e3","sensors":[{"name":"temperature","kind":"number","unit":"Cel","title":"Temperature","minimum":-10,"maximum":40,"intervalMs":2000},{"name":"button","kind":"boolean","title":"Button"}],"actuators":[{"name":"relay","kind":"switch","title":"Relay","value":false},{"name":"lamp","kind":"light","title":"Lamp","value":0}],"methods":[{"name":"ping","params":{"type":"object","properties":{}}}]}}',
    answers: "describe",
    note: "Shortened here: a device lists all of its sensors and methods.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":2,"method":"telemetry","params":{"stream":"00049d128e2c251977ad9e59","priority":"periodic","n":122,"records":[{"bt":1800000001,"n":"light","u":"lx","v":1200},{"t":0.009,"n":"temperature","u":"Cel","v":21.5},{"t":0.009,"n":"humidity","u":"%RH","v":45.2}]}}',
    note: "Three readings: numbers 122, 123 and 124. The second was taken 9 ms after the first.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":2,"result":{"n":124}}',
    answers: "telemetry",
    note: "All three are stored. The device forgets them.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-1f6e0c2a9d3b4875","method":"actuator.set","params":{"name":"relay","value":true,"expires":1800000012}}',
    note: "Switch the relay on, unless it is too late.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"c-1f6e0c2a9d3b4875","result":{"name":"relay","value":true}}',
    answers: "actuator.set",
    note: "Done: the value as it stands.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":3,"method":"telemetry","params":{"stream":"00049d128e2c251977ad9e59","priority":"state","n":4,"records":[{"bt":1800000003.75,"n":"relay","vb":true}]}}',
    note: "The change comes as telemetry as well, so that whoever stores readings need not look at commands.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":3,"result":{"n":4}}',
    answers: "telemetry",
    note: "Stored.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":4,"method":"event","params":{"stream":"00049d128e2c251977ad9e59","n":1,"events":[{"t":1800000004.5,"name":"button.pressed","data":{"name":"button"}}]}}',
    note: "Somebody pressed the button.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":4,"error":{"code":-32005,"message":"not stored","data":{"retryAfterMs":5000}}}',
    note: "The server's disk is full. The device sends the event again after five seconds, under another id.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","method":"log","params":{"entries":[{"t":1800000004.6,"level":"warn","code":"outbox.refused","text":"-32005 not stored"}]}}',
    note: "A notification: it has no id and gets no answer.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","method":"metrics","params":{"uptimeMs":396391,"onlineMs":380120,"attempts":3,"connects":2,"ends":{"link":0,"failed":1,"lost":0,"closed":1,"silent":0,"refused":0,"other":0},"phasesMs":{"resolve":5,"connect":10,"upgrade":10,"hello":11},"roundTripMs":{"minimum":9,"median":12,"p95":31},"bytes":{"in":5210,"out":48300},"messages":{"in":131,"out":133},"queue":{"event":1,"state":0,"periodic":0},"dropped":{"event":0,"state":0,"periodic":0},"thinned":0,"clock":{"source":"ntp","steps":0,"driftPPM":-12}}}',
    note: "What it has counted since it started: with a session for 95.9 % of the time.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"p-1","method":"ping","params":{}}',
    note: "Is the firmware alive, behind its socket?",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"p-1","result":{"uptimeMs":396120}}',
    answers: "ping",
    note: "It is.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-2","method":"actuator.set","params":{"name":"lamp","value":7}}',
    note: "A lamp goes from 0 to 1.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"c-2","error":{"code":-32602,"message":"value must be a number from 0 to 1","data":{"at":"/value","reason":"must be a number from 0 to 1"}}}',
    note: "Refused, saying where and why.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","method":"progress","params":{"id":"c-58d0b7e1f3a94c26","done":3,"of":10}}',
    note: "A command that takes time tells how far it is. A notification.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-3","method":"command.cancel","params":{"id":"c-58d0b7e1f3a94c26"}}',
    note: "Enough of it.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"c-58d0b7e1f3a94c26","error":{"code":-32009,"message":"cancelled"}}',
    note: "Its own answer.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"c-3","result":{"cancelled":true}}',
    answers: "command.cancel",
    note: "And that of the cancelling; which of the two comes first is not said.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"s-1","method":"state.desired","params":{"version":2,"from":1,"patch":{"settings":{"sampleScale":5,"logLevel":"loud"},"actuators":{"relay":true}}}}',
    note: "Something new is desired, to be true from now on. It builds on version 1, which the device has.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"s-1","result":{"version":2}}',
    answers: "state.desired",
    note: "The device has taken it.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","method":"state.reported","params":{"version":2,"settings":{"label":"","logLevel":"info","pingMs":25000,"sampleScale":5},"refused":[{"at":"/settings/logLevel","reason":"must be one of debug, info, warn, error"}]}}',
    note: "And has carried it out, but for one value.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"d-2","method":"device.definition","params":{}}',
    note: "What is it made of? Somebody wants to change it.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"d-2","result":{"source":"built-in","sensors":[{"kind":"sht4x","bus":"default"}],"actuators":[],"rules":[]}}',
    answers: "device.definition",
    note: "One chip on a bus.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-7be1d20f4a6695c3","method":"device.configure","params":{"part":0,"parts":1,"text":"{\\"sensors\\":[{\\"kind\\":\\"sht4x\\",\\"bus\\":\\"default\\",\\"intervalMs\\":60000}],\\"actuators\\":[]}"}}',
    note: "Once a minute is enough; the text is short enough for one part.",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"c-7be1d20f4a6695c3","result":{"state":"trial","trialMs":180000}}',
    answers: "device.configure",
    note: "It is as it should be. The device closes, and has three minutes to be back with a hello: that keeps it.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-4","method":"device.identify","params":{"seconds":10}}',
    note: "Which of the boards on the table is it? Its lamp blinks for ten seconds.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-5","method":"log.recent","params":{"level":"warn","limit":1}}',
    note: "What was the matter last?",
  },
  {
    from: "device",
    text: '{"jsonrpc":"2.0","id":"c-5","result":{"entries":[{"t":1800000004.6,"level":"warn","code":"outbox.refused","text":"-32005 not stored"}]}}',
    answers: "log.recent",
    note: "This.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-6","method":"log.subscribe","params":{"level":"debug","seconds":60}}',
    note: "For a minute, all lines are to come.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-7","method":"device.restart","params":{}}',
    note: "Start anew. The answer comes before the connection ends.",
  },
  {
    from: "server",
    text: '{"jsonrpc":"2.0","id":"c-8","method":"device.reset","params":{"confirm":"desk-1"}}',
    note: "Forget everything.",
  },
];
