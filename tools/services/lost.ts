/** Something ended by itself, and the system with it: said in one line at once, and with its cause as the last thing. */
export class Lost extends Error {
  constructor(
    readonly headline: string,
    cause: string,
  ) {
    super(`${headline}\n${cause}`);
  }
}
