/** The functions of tls-xs.c as a class; what each does is said in tls-engine.ts. `Native` and `native` are XS's. */
export class NativeTLS extends Native("xs_mooring_tls_destructor") {
  constructor(options) {
    super();
    native("xs_mooring_tls").call(this, options);
  }
  close() {
    return native("xs_mooring_tls_free").call(this);
  }
  get receivable() {
    return native("xs_mooring_tls_receivable").call(this);
  }
  receive(bytes) {
    return native("xs_mooring_tls_receive").call(this, bytes);
  }
  end() {
    return native("xs_mooring_tls_end").call(this);
  }
  step() {
    return native("xs_mooring_tls_step").call(this);
  }
  get state() {
    return native("xs_mooring_tls_state").call(this);
  }
  get readable() {
    return native("xs_mooring_tls_readable").call(this);
  }
  read(into) {
    return native("xs_mooring_tls_read").call(this, into);
  }
  get writable() {
    return native("xs_mooring_tls_writable").call(this);
  }
  write(bytes) {
    return native("xs_mooring_tls_write").call(this, bytes);
  }
  get transmittable() {
    return native("xs_mooring_tls_transmittable").call(this);
  }
  transmit(into) {
    return native("xs_mooring_tls_transmit").call(this, into);
  }
  shut() {
    return native("xs_mooring_tls_shut").call(this);
  }
  get reason() {
    return native("xs_mooring_tls_reason").call(this);
  }
  get isResumed() {
    return native("xs_mooring_tls_resumed").call(this);
  }
  session() {
    return native("xs_mooring_tls_session").call(this);
  }
}

/** Whether this build has mbedTLS. */
export function hasTLS() {
  return native("xs_mooring_tls_present").call(this);
}
