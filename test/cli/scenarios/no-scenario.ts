// A module without a scenario.
export default { name: 'not one' }
