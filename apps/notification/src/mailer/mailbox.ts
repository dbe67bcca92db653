export interface Mailbox {
  name: string;
  address: string;
}

const WITH_NAME = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+)>\s*$/;

/** Reads `Name <address>` or a bare address. */
export function mailboxOf(text: string): Mailbox {
  const [, name = '', address = text.trim()] = WITH_NAME.exec(text) ?? [];
  return { name, address };
}

export function domainOf(mailbox: Mailbox): string {
  return mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1).toLowerCase();
}
