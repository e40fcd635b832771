"""Behaviour tests after CheckList (Ribeiro et al. 2020)."""
