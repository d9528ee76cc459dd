// PledgeModel
