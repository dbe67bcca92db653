import { applyDecorators } from '@nestjs/common';
import { IsEmail, Matches } from 'class-validator';
import { HasNoHiddenCharacters } from './hidden-characters.js';
import { MaxCharacters } from './text.js';

/** Longer ones do not fit into the path of an SMTP command. */
const LONGEST = 254;
/**
 * No quotes, which hardly any server takes; no `%` and `!`, by which old servers send on to somewhere else; no beginning
 * of an encoded word, which some programs show as other text.
 */
const PLAIN = /^(?!.*=\?)[^\s"<>%!\p{Cc}]*$/u;

/** An e-mail address that means one mailbox and looks like it. Without `requireTld` also one of a local network. */
export function IsMailAddress({ requireTld = true } = {}): PropertyDecorator {
  return applyDecorators(
    IsEmail({ require_tld: requireTld }),
    Matches(PLAIN, { message: '$property must be a plain address such as ada@example.org' }),
    HasNoHiddenCharacters(),
    MaxCharacters(LONGEST),
  );
}
