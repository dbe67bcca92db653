import { supportedLocale } from './locale.js';

describe('the locale of a mail', () => {
  it.each([
    ['pt-BR', 'pt-BR'],
    ['DE-at', 'de-AT'],
  ])('is the guest’s: %s', (wanted, locale) => {
    expect(supportedLocale(wanted)).toBe(locale);
  });

  it.each(['tlh', 'xx-XX', '', 'not a locale', '../../etc', 'en_US.UTF-8'])(
    'is English when %j is unknown',
    (wanted) => {
      expect(supportedLocale(wanted)).toBe('en');
    },
  );
});
