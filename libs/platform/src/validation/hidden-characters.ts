import { registerDecorator } from 'class-validator';

/**
 * What cannot be seen, or turns the direction of the text around it: with it a name reads as another one, or hides words
 * in itself. Variation selectors, which choose how the character before them looks, are none of these; joiners see below.
 */
const HIDDEN =
  /(?![\p{Variation_Selector}\u200c\u200d])[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/u;

/** Joiners belong between letters of some scripts, as in Persian, and between the parts of an emoji: never beside ASCII. */
const STRAY_JOINER =
  /(?:^|[\x00-\x7f\p{White_Space}\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?:$|[\x00-\x7f\p{White_Space}\u200c\u200d])/u;

/** Nothing that cannot be seen; with `each` in each of a list. */
export function HasNoHiddenCharacters(options: { each?: boolean } = {}): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'hasNoHiddenCharacters',
      target: target.constructor,
      propertyName: propertyName as string,
      options,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && !hasHiddenCharacters(value),
        defaultMessage: () => '$property must not have characters that are invisible or change the direction of text',
      },
    });
}

function hasHiddenCharacters(text: string): boolean {
  return HIDDEN.test(text) || STRAY_JOINER.test(text);
}
