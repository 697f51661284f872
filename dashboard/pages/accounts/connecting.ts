import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import type { Account, ConnectAccountReply } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'

/** Who may connect, reconnect and disconnect: the right of the endpoints that do. */
export const connecting = { scope: 'accounts:write' } as const

type Way = { platform: string; credentials?: Record<string, string> }

/**
 * Begins to connect. Where the network asks the person, the browser leaves for its page, which leads back to /accounts;
 * where nothing has to be asked any more, `onConnected` gets the account.
 */
export function useConnect(
  onConnected: (account: Account, warning: string | undefined) => void,
): UseMutationResult<ConnectAccountReply, Error, Way> {
  return useMutation({
    mutationFn: ({ platform, credentials }: Way) =>
      client.accounts.connect(platform.toLowerCase(), {
        forcePrompt: true,
        ...(credentials === undefined ? {} : { credentials }),
      }),
    onSuccess({ account, warning, authorizationUrl }) {
      if (authorizationUrl !== undefined) location.assign(authorizationUrl)
      if (account === undefined) return
      void queryClient.invalidateQueries({ queryKey: ['accounts'] })
      onConnected(account, warning)
    },
  })
}
