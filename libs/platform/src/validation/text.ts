import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, Matches, registerDecorator } from 'class-validator';
import { HasNoHiddenCharacters } from './hidden-characters.js';

/** Control characters and line ends: a name goes into mail headers and lists. */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
/** Of control characters only tabs and line ends. */
const LINES = /^[^\p{Cc}]*(?:[\t\r\n][^\p{Cc}]*)*$/u;
/** So begins text that is encoded for a mail header, and shown there as other text. */
const NOT_ENCODED = /^(?!.*=\?)/u;
/** Something that leaves a mark: not only spaces, joiners, fillers and marks without anything to stand on. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{M}\p{Cf}\p{Cn}\p{Co}\u2800]/u;

/**
 * A text of 1 to `max` characters on one line, none of them hidden and at least one to be seen, without the spaces around
 * it; with `each` a list of such texts.
 */
export function IsText(max: number, options: { each?: boolean } = {}): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(trimmed) : trimmed(value))),
    IsString(options),
    MaxCharacters(max, options),
    Matches(ONE_LINE, { ...options, message: '$property must be one line, without control characters' }),
    Matches(NOT_ENCODED, { ...options, message: '$property must not have “=?” in it' }),
    HasNoHiddenCharacters(options),
    Matches(VISIBLE, { ...options, message: '$property must have at least one visible character' }),
  );
}

/** A text of up to `max` characters on any number of lines, none of them hidden. */
export function IsTextOfLines(max: number): PropertyDecorator {
  return applyDecorators(
    IsString(),
    MaxCharacters(max),
    Matches(LINES, { message: '$property must have no control characters but tabs and line ends' }),
    HasNoHiddenCharacters(),
  );
}

/**
 * At most so many characters, counted as databases count them: by code points. MaxLength takes a character together with
 * a variation selector for one.
 */
export function MaxCharacters(max: number, options: { each?: boolean } = {}): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'maxCharacters',
      target: target.constructor,
      propertyName: propertyName as string,
      options,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && hasAtMost(value, max),
        defaultMessage: () => `$property must be shorter than or equal to ${max} characters`,
      },
    });
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

function hasAtMost(text: string, max: number): boolean {
  // No code point is longer than two units, so most texts need not be counted.
  return text.length <= max || (text.length <= 2 * max && [...text].length <= max);
}
