/** The objects of the article under their own ids: its chains and sets are named after them. */
export const articleIds = {
  network: '94dd1e52-7300-5523-85c2-06d3170d9529',
  subnet: 'cd576ed1-6792-5b93-abb0-6e6ac5fd1910',
  defaultGroup: '3e07d4ff-0fdd-4fe0-988f-c4c0f9e9a6b1',
  testGroup: '7d0c6d5e-2b0e-4b7e-9d54-5a3c1f8e2b90',
  port: 'e68040f5-c3aa-4b1c-9d11-2f5a6c7d8e90',
  mac: 'fa:16:3e:05:b8:03',
  address: '172.16.15.31',
} as const;
