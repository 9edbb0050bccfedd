/** Questions about agents who all report and can be paid. */
import { InputError } from '../../errors.ts';

/** Throws InputError naming `field` where some agent stands for states of nature, who neither reports nor gets money. */
export function requireEveryoneReports({ nature }: { readonly nature?: number }, field: string): void {
  if (nature !== undefined)
    throw new InputError(field, 'is for check, which asks about trade and incentives; designs are for agents who all report');
}
