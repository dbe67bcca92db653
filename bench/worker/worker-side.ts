export interface Reply<Result> {
  result?: Result;
  error?: string;
}

/** Answers the process that has started this one, order by order; ends when that is gone. */
export function serve<Order, Result>(work: (order: Order) => Promise<Result>): void {
  process.on('message', (order: Order) => {
    void work(order).then(
      (result) => reply({ result }),
      (error: unknown) => reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}

function reply<Result>(message: Reply<Result>): void {
  if (process.connected) process.send?.(message);
}
