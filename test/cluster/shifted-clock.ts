// Loaded before an app by `node --import`: its clock runs as many ms off the true one as it is told over IPC.
const TrueDate = Date;
let shiftMs = 0;

class ShiftedDate extends TrueDate {
  constructor(...args: ConstructorParameters<typeof Date> | []) {
    if (args.length === 0) super(TrueDate.now() + shiftMs);
    else super(...args);
  }

  static override now(): number {
    return TrueDate.now() + shiftMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
process.on('message', (message: { shiftClockMs?: number }) => (shiftMs = message.shiftClockMs ?? shiftMs));
// The channel alone must not keep the app alive.
process.channel?.unref();
